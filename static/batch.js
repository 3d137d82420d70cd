// How far a batch is, told while it goes on. Without it the page has a link to look again.
"use strict";

(async () => {
  const told = () => document.getElementById("progress");
  while ("goesOn" in told().dataset) {
    await new Promise((done) => setTimeout(done, 2000));
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("progress");
      if (!now) return;
      if (!("goesOn" in now.dataset)) return location.reload();
      const said = told().querySelector("[role=status]");
      said.replaceChildren(...now.querySelector("[role=status]").childNodes);
    } catch { /* no signal just now: the next round tries again */ }
  }
})();
