// Before printing, give back what the dialog has borrowed: the page prints as it stands, and the style says what paper shows.
(() => {
  window.addEventListener("beforeprint", () => {
    const viewer = document.getElementById("viewer");
    if (!viewer.open) return;
    viewer.close();
    // The browser sends its own "close" later than it prints: what the dialog borrowed must be back before.
    viewer.dispatchEvent(new Event("close"));
  });
})();
