// What follows a drawing that was kept: the customer sees her own map, a team goes on to the ecosystem.
document.addEventListener('lw-draw-saved', (event) => {
  const next = document.getElementById('next');
  if (next) {
    next.hidden = false;
    next.querySelector('a').focus();
    return;
  }
  const answer = event.detail.response;
  const thanks = document.getElementById('thanks');
  if (!thanks || !answer || !answer.picture) return;
  document.getElementById('own').data = answer.picture;
  document.getElementById('drawing').hidden = true;
  thanks.hidden = false;
  document.getElementById('thanks-title').focus();
});
const again = document.getElementById('again');
if (again) {
  again.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('thanks').hidden = true;
    document.getElementById('drawing').hidden = false;
    document.querySelector('lw-map-draw').focus();
  });
}
