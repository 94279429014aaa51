// Say in the contents which section is being read.
(() => {
  const links = new Map([...document.querySelectorAll(".rail__list a")].map((link) => [link.hash.slice(1), link]));
  if (!("IntersectionObserver" in window)) return;
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (!link) continue;
      if (entry.isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-40% 0px -59% 0px" });
  document.querySelectorAll("main > section").forEach((section) => watch.observe(section));
})();
