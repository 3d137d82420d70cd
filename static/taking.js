// Comforts while somebody answers: every choice is kept at once, a clock shows what is left.
// Without it the same pages work with their buttons.
"use strict";

(() => {
  const form = document.getElementById("answer");
  if (!form) return;
  const state = document.getElementById("save-state");
  const problem = document.getElementById("save-problem");
  const item = form.dataset.item;
  const PAUSE = 1500;
  const LONGEST = 5000;
  let turn = Number(form.elements.turn.value) || 1;
  let timer = null;
  let firstChange = 0;
  let sending = false;
  let blocked = false;
  let again = false;
  let tries = 0;
  let last = JSON.stringify(read());

  function read() {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string") continue;
      if (name === item) (fields[""] ||= []).push(value);
      else if (name.startsWith(item + ".")) (fields[name.slice(item.length + 1)] ||= []).push(value);
    }
    return fields;
  }

  function isWhole(fields) {
    return !form.querySelector(".pair") || Object.keys(fields).length === 2;
  }

  async function send() {
    clearTimeout(timer);
    const fields = read();
    const body = JSON.stringify(fields);
    if (blocked || body === last || !isWhole(fields)) return;
    if (sending) { again = true; return; }
    sending = true;
    firstChange = 0;
    let response = null;
    let answer = {};
    try {
      response = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({
          item, fields, tab: form.elements.tab.value, turn, seen: Number(form.elements.seen.value) || 0,
        }),
        redirect: "error",
      });
      answer = await response.json();
    } catch { response = null; }
    sending = false;
    if (response?.ok) {
      turn += 1;
      tries = 0;
      last = body;
      form.elements.turn.value = turn;
      form.elements.seen.value = answer.version;
      problem.textContent = "";
      state.textContent = form.dataset.saved.replace("{}", answer.saved_at);
      if (typeof answer.seconds_left === "number") restart(answer.seconds_left);
      if (again || JSON.stringify(read()) !== last) { again = false; send(); }
    } else if (response && [400, 401, 403, 409, 410, 413, 422].includes(response.status)) {
      blocked = response.status === 410;
      state.textContent = "";
      problem.textContent = answer.problem || form.dataset.unsaved;
    } else {
      tries += 1;
      problem.textContent = form.dataset.unsaved;
      timer = setTimeout(send, Math.min(30000, 1000 * 2 ** tries) * (0.7 + Math.random() * 0.6));
    }
  }

  function touch(pause) {
    firstChange ||= Date.now();
    clearTimeout(timer);
    const left = Math.max(0, LONGEST - (Date.now() - firstChange));
    timer = setTimeout(send, Math.min(pause, left) * (0.7 + Math.random() * 0.6));
  }

  form.addEventListener("change", (event) => { if (event.target.name) touch(0); });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) touch(PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    turn += 1;
    form.elements.turn.value = turn;
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
  window.addEventListener("online", send);

  // Digits choose among radios while one of them has the focus.
  form.addEventListener("keydown", (event) => {
    const radio = event.target.closest?.("input[type=radio]");
    if (!radio || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const group = form.querySelectorAll(`input[type=radio][name="${CSS.escape(radio.name)}"]`);
    const chosen = group[Number(event.key) - 1];
    if (chosen) { chosen.focus(); chosen.click(); }
  });

  // The clock counts what the server said is left, by a clock nobody can set.
  const clock = document.querySelector(".timer");
  const shown = clock?.querySelector("[data-words]");
  let end = 0;
  function restart(seconds) { end = performance.now() + seconds * 1000; tick(); }
  function tick() {
    if (!shown) return;
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const text = left > 120
      ? clock.dataset.minutes.replace("{}", Math.ceil(left / 60))
      : clock.dataset.secondsLeft.replace("{}", Math.ceil(left / 10) * 10);
    if (shown.textContent !== text) shown.textContent = text;
    if (left === 0 && !clock.dataset.over) {
      clock.dataset.over = "yes";
      send();
      setTimeout(() => location.reload(), 65000);
    }
  }
  if (clock) {
    restart(Number(clock.dataset.seconds));
    setInterval(tick, 1000);
  }

  document.querySelector(".summary")?.focus();
})();
