// The browser went back to a page that onward.js had shown: ask for it.
"use strict";

{
  const here = location.pathname + location.search;
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== here) location.reload();
  });
}
