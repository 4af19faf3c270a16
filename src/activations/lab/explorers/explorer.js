// Moves what matplotlib drew. Every value of an activation is looked up in a
// table that Python computed. What is added here: w x + b, the factors w and
// v, sums of neurons and their error, the tangent, and interpolation.
{
const SHARPNESS = 200; // points of a curve

// A number as the page prints it, with a minus sign and no "−0".
const shown = (value, digits) => {
  const text = Number(value).toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
};

// f and f' at t: the cubic that has both right at the two nodes around t.
const lookUp = ({t, f, d, breaks}, at) => {
  const exact = breaks.find(([t0]) => Math.abs(t0 - at) < 1e-12);
  if (exact) return exact.slice(1);
  let low = 0, high = t.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= at) low = middle; else high = middle;
  }
  const h = t[high] - t[low], u = (at - t[low]) / h, v = 1 - u;
  const rise = f[high] - f[low];
  return [
    f[low] + u * u * (3 - 2 * u) * rise + u * v * h * (v * d[low] - u * d[high]),
    6 * u * v * rise / h + v * (1 - 3 * u) * d[low] + u * (3 * u - 2) * d[high],
  ];
};

class Explorer extends HTMLElement {
  connectedCallback() {
    if (this.data) return; // it was only moved within the document
    const data = this.querySelector('script[type="application/json"]');
    if (!data) { // the element is known already, and not read to its end yet
      const again = () => this.connectedCallback();
      document.addEventListener("DOMContentLoaded", again, {once: true});
      return;
    }
    this.data = JSON.parse(data.textContent);
    this.addDrawing();
    this.addControls();
    this.reset();
  }

  // The still picture again, but inline: its lines can be moved, and its
  // text follows the colour of the page.
  addDrawing() {
    // A saved or copied page may hold what an earlier script has added.
    this.querySelectorAll("figure > :not(img, .caption)").forEach(old => old.remove());
    const still = this.querySelector("img");
    const bytes = Uint8Array.from(atob(still.src.split(",")[1]), c => c.charCodeAt(0));
    Explorer.count = (Explorer.count ?? 0) + 1; // no id twice in a document
    this.stem = `explorer-${Explorer.count}-`;
    const svg = new TextDecoder().decode(bytes)
      .replace(/(id="|url\(#|href="#)/g, `$1${this.stem}`)
      .replaceAll("#333333", "currentColor")
      .replaceAll("#fefefe", "Canvas");
    still.insertAdjacentHTML("afterend", svg);
    this.svg = still.nextElementSibling;
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", `At the start: ${still.alt}`);
    still.hidden = true;
    for (const kind of this.data.pointing ?? [])
      this.svg.addEventListener(kind, event => this.point(event));
  }

  addControls() {
    this.readout = document.createElement("p");
    const controls = document.createElement("div");
    this.inputs = {};
    for (const {key, label, names, digits, ...range} of this.data.sliders) {
      const row = document.createElement("label");
      row.innerHTML = '<span></span><input type="range"><span aria-hidden="true"></span>';
      const [name, input, output] = row.children;
      name.textContent = label;
      Object.entries(range).forEach(pair => input.setAttribute(...pair));
      input.addEventListener("input", () => this.update(key));
      const text = () => names ? names[input.value] : shown(input.value, digits);
      this.inputs[key] = {input, output, text};
      controls.append(row);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Reset";
    button.addEventListener("click", () => this.reset());
    controls.append(button);
    this.svg.after(this.readout, controls);
  }

  reset() {
    for (const {input} of Object.values(this.inputs)) input.value = input.defaultValue;
    this.units = this.data.units?.map(unit => ({...unit}));
    this.update();
  }

  update(changed) {
    const said = this[this.data.kind](changed);
    this.readout.textContent = said;
    for (const [key, {input, output, text}] of Object.entries(this.inputs)) {
      output.textContent = text();
      // What is said of x begins with its value.
      const value = said.startsWith(`${key} = `) ? said : `${text()}; ${said}`;
      input.setAttribute("aria-valuetext", value);
    }
  }

  get(key) {
    return this.inputs[key] ? Number(this.inputs[key].input.value) : 0;
  }

  // The slider that x is read from follows the pointer.
  point(event) {
    const box = this.svg.getBoundingClientRect(), [low, high] = this.data.span;
    const at = (event.clientX - box.left) / box.width * this.svg.viewBox.baseVal.width;
    const x = this.data.panels.map(([scale, shift]) => (at - shift) / scale)
      .find(x => low <= x && x <= high);
    if (x === undefined) return;
    this.inputs[this.data.pointed].input.value = x;
    this.update(this.data.pointed);
  }

  // ---- moving the parts of the drawing ----

  drawn(name, kind) {
    return this.svg.querySelector(`#${this.stem}${name} ${kind}`);
  }

  line(name, panel, points) {
    const [xScale, xShift, yScale, yShift] = this.data.panels[panel];
    const place = ([x, y], i) => (i && points[i - 1] ? "L" : "M") +
      `${(xScale * x + xShift).toFixed(2)} ${(yScale * y + yShift).toFixed(2)}`;
    const path = points.map((point, i) => point ? place(point, i) : "").join("");
    this.drawn(name, "path").setAttribute("d", path);
  }

  dot(name, panel, point) {
    const [xScale, xShift, yScale, yShift] = this.data.panels[panel];
    const dot = this.drawn(name, "use");
    dot.style.visibility = point ? "" : "hidden";
    if (!point) return;
    dot.setAttribute("x", xScale * point[0] + xShift);
    dot.setAttribute("y", yScale * point[1] + yShift);
  }

  // Points of y over the whole span, with a gap wherever y may jump.
  curve(y, breaks) {
    const [low, high] = this.data.span, points = [];
    const inside = breaks.filter(x => low < x && x < high).sort((p, q) => p - q);
    [...inside, high].reduce((start, end) => {
      if (end - start < 3e-9) return end; // two breaks in one place
      const from = start + 1e-9, width = end - 1e-9 - from;
      const steps = Math.max(1, Math.ceil(width / (high - low) * SHARPNESS));
      for (let i = 0; i <= steps; i++) {
        const x = from + width * i / steps;
        points.push([x, y(x)]);
      }
      points.push(null);
      return end;
    }, low);
    return points;
  }

  // ---- what is explored: each returns the sentence that is read out ----

  neuron() {
    const table = this.data.tables[this.get("parameter")], {reach} = this.data;
    const w = this.get("w"), b = this.get("b"), x = this.get("x");
    const at = x => lookUp(table, w * x + b);
    const breaks = w ? table.breaks.map(([t]) => (t - b) / w) : [];
    this.line("f", 0, this.curve(x => at(x)[0], breaks));
    this.line("slope", 1, this.curve(x => w * at(x)[1], breaks));
    for (const name of this.data.ends) {
      const end = w !== 0 && table.ends[name], [panel] = name;
      const factor = panel === "0" ? 1 : w;
      this.dot(`end-${name}`, panel, end && [(end[0] - b) / w, factor * end[1]]);
    }
    const [f, d] = at(x), slope = w * d;
    this.line("tangent", 0, [-reach, reach].map(dx => [x + dx, f + slope * dx]));
    this.dot("value", 0, [x, f]);
    this.dot("slope-value", 1, [x, slope]);
    const sum = shown(w * x + b, 3);
    return `x = ${shown(x, 2)}: f(wx + b) = f(${sum}) = ${shown(f, 4)}, ` +
      `slope w·f′(${sum}) = ${shown(slope, 4)}`;
  }

  shares() {
    const {classes, most, step} = this.data, table = this.data.tables[this.get("temperature")];
    const picked = this.get("class");
    const scores = classes.map(name => this.get(name));
    // A shift of all scores changes nothing: tables need only differences.
    const find = (kind, i, j, k) => {
      const [row, column] = [j, k].map(n => Math.round((scores[n] - scores[i]) / step));
      return table[kind][row + most][column - Math.max(-most, row - most)] / 1e4;
    };
    const others = i => [0, 1, 2].filter(n => n !== i);
    const shares = scores.map((_, i) => find("share", i, ...others(i)));
    const slopes = scores.map((_, i) => i === picked
      ? find("own", i, ...others(i))
      : find("other", i, picked, 3 - i - picked));
    [scores, shares, slopes].forEach((values, panel) => values.forEach((y, i) => {
      const corners = [[i - 0.35, 0], [i + 0.35, 0], [i + 0.35, y], [i - 0.35, y], [i - 0.35, 0]];
      this.line(`bar-${panel}-${i}`, panel, corners);
      this.drawn(`bar-${panel}-${i}`, "path").style.fillOpacity = i === picked ? 1 : 0.7;
    }));
    this.drawn("title-2", "text").textContent = `as ${classes[picked]} grows`;
    const list = values => values.map((y, i) => `${classes[i]} ${shown(y, 4)}`).join(", ");
    return `Shares: ${list(shares)}. Slopes when ${classes[picked]}’s score grows: ${list(slopes)}`;
  }

  sum(changed) {
    const {x, wanted, straight} = this.data, table = this.data.tables[this.get("parameter")];
    const unit = this.units[this.get("unit")];
    for (const key of ["w", "b", "v"]) {
      if (key === changed) unit[key] = this.get(key);
      else this.inputs[key].input.value = unit[key];
    }
    const part = ({w, b, v}) => x => v * lookUp(table, w * x + b)[0];
    const total = x => this.units.reduce((sum, unit) => sum + part(unit)(x), 0);
    const breaks = ({w, b}) => w ? table.breaks.map(([t]) => (t - b) / w) : [];
    this.units.forEach((each, i) => {
      this.line(`unit-${i}`, 0, this.curve(part(each), breaks(each)));
      this.drawn(`unit-${i}`, "path").style.strokeWidth = each === unit ? 2.5 : 1;
    });
    this.line("total", 0, this.curve(total, this.units.flatMap(breaks)));
    const error = x.reduce((sum, x, i) => sum + (total(x) - wanted[i]) ** 2, 0) / x.length;
    return `Mean squared error ${shown(error, 4)}; the best straight line has ${shown(straight, 4)}`;
  }
}

customElements.get("activation-explorer") ?? customElements.define("activation-explorer", Explorer);
}
