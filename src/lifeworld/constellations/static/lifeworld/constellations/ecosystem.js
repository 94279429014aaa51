// The picture opens the evidence of an actor that stands further down on the page.
document.addEventListener('lw-open-evidence', (event) => {
  const wanted = event.detail.actor;
  for (const drawer of document.querySelectorAll('details[data-actor]')) {
    if (drawer.dataset.actor === wanted) {
      drawer.open = true;
      const summary = drawer.querySelector('summary');
      summary.scrollIntoView({ block: 'center' });
      summary.focus({ preventScroll: true });
    }
  }
});
