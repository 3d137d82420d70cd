// Small comforts for every page. Nothing here is needed: all pages work without it.
"use strict";

// A second press of the same button does not send the form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const pressed = event.submitter?.value || "yes";
  if (["yes", pressed].includes(form.dataset.sent)) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = pressed;
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// After a refusal the reader starts at the summary of what to mend.
document.querySelector(".summary")?.focus();

// Selects that filter a list apply at once; the button stays for everybody else.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

// Work in the background is told where it is said, until it is done.
const busy = document.querySelector("[data-busy]");
if (busy) {
  setInterval(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const seen = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = seen.querySelector("[data-busy]");
    if (next) busy.textContent = next.textContent;
    else location.reload();
  }, 2000);
}
