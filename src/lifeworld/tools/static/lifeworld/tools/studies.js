// Asks how far studies are, and loads the page again when one is over.
const waiting = [...document.querySelectorAll(".study[data-job]")];

async function look(place) {
  const answer = await fetch(place.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  place.querySelector("progress").value = job.share;
  if (job.doing) place.querySelector("span").textContent = job.doing;
  if (!["waiting", "running"].includes(job.state)) location.reload();
}

setInterval(() => waiting.forEach((place) => void look(place).catch(() => {})), 1500);
