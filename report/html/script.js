// Only an addition: the page is whole without it. Shows what stands in a drawing's <title> where the pointer is, at
// once, and opens a drawing large, to be moved and zoomed.
"use strict";
(() => {
  const note = document.createElement("div");
  note.className = "pointer-note";
  note.hidden = true;
  document.body.append(note);

  // A <title> of its own would show a second time, later.
  for (const title of document.querySelectorAll(".drawing svg > * title, td svg > * title")) {
    const owner = title.parentNode;
    if (owner.nodeName.toLowerCase() === "svg") continue;
    owner.dataset.note = title.textContent;
    owner.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  document.addEventListener("pointermove", (event) => {
    const owner = event.target.closest ? event.target.closest("[data-note]") : null;
    note.hidden = owner === null;
    if (owner === null) return;
    note.textContent = owner.dataset.note;
    const home = event.target.closest("dialog") || document.body;
    if (note.parentNode !== home) home.append(note);
    const room = window.innerWidth - note.offsetWidth - 8;
    note.style.setProperty("left", Math.max(4, Math.min(event.clientX + 14, room)) + "px");
    const below = event.clientY + 18;
    const fits = below + note.offsetHeight < window.innerHeight;
    note.style.setProperty("top", (fits ? below : event.clientY - note.offsetHeight - 8) + "px");
  });

  const dialog = document.createElement("dialog");
  const hint = document.createElement("p");
  hint.textContent = "Wheel or + and - to zoom, drag or arrows to move, Esc to close.";
  document.body.append(dialog);
  let view = null;

  const show = (svg) => {
    const large = svg.cloneNode(true);
    large.removeAttribute("width");
    large.removeAttribute("height");
    const box = svg.viewBox.baseVal;
    view = { svg: large, x: box.x, y: box.y, width: box.width, height: box.height };
    dialog.replaceChildren(hint, large);
    dialog.showModal();
  };
  const draw = () => view.svg.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
  const zoom = (factor, atX, atY) => {
    view.x += view.width * atX * (1 - factor);
    view.y += view.height * atY * (1 - factor);
    view.width *= factor;
    view.height *= factor;
    draw();
  };
  dialog.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = view.svg.getBoundingClientRect();
    const factor = Math.exp(event.deltaY / 500);
    zoom(factor, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
  }, { passive: false });
  dialog.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1) return;
    const frame = view.svg.getBoundingClientRect();
    view.x -= (event.movementX * view.width) / frame.width;
    view.y -= (event.movementY * view.height) / frame.height;
    draw();
  });
  dialog.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "+" || event.key === "=") zoom(0.8, 0.5, 0.5);
    else if (event.key === "-") zoom(1.25, 0.5, 0.5);
    else if (moves[event.key]) {
      view.x += (moves[event.key][0] * view.width) / 12;
      view.y += (moves[event.key][1] * view.height) / 12;
      draw();
    } else return;
    event.preventDefault();
  });

  for (const drawing of document.querySelectorAll(".drawing")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "enlarge";
    button.textContent = "Enlarge";
    button.addEventListener("click", () => show(drawing.querySelector("svg")));
    drawing.append(button);
  }
})();
