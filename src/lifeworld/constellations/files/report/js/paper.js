// Before printing, open what is closed; afterwards close it again.
(() => {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const viewer = document.getElementById("viewer");
    if (viewer.open) {
      viewer.close();
      // The browser sends its own "close" later than it prints: what the dialog borrowed must be back before.
      viewer.dispatchEvent(new Event("close"));
    }
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((details) => { details.open = false; });
    opened = [];
  });
})();
