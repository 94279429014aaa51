// Tables that say what a picture says are folded once the picture is there; whoever has no scripts sees them open.
for (const details of document.querySelectorAll("details[data-same]"))
  customElements.whenDefined(details.dataset.same).then(() => { details.open = false; });
