/**
 * One brand colour from the school becomes every tint the screens need. Lightness is searched for until the contrast
 * holds, so that text stays readable whatever colour a school brings; the hue is what people recognize.
 */
type Lch = { l: number; c: number; h: number };

/** WCAG 2.2 asks 4.5 for text; the little more covers tinted surfaces. */
const textContrast = 5;
const lightest = "#ffffff";
const darkSurface = "#22242b";

const toLinear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const toGamma = (v: number) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

function linearRgb(hex: string): [number, number, number] {
  const part = (from: number) => toLinear(Number.parseInt(hex.slice(from, from + 2), 16) / 255);
  return [part(1), part(3), part(5)];
}

function toLch(hex: string): Lch {
  const [r, g, b] = linearRgb(hex);
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const bb = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return {
    l: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    c: Math.hypot(a, bb),
    h: (Math.atan2(bb, a) * 180) / Math.PI,
  };
}

/** Chroma gives way until the colour exists in sRGB, so that every browser shows the colour whose contrast was counted. */
function toHex({ l, c, h }: Lch): string {
  const angle = (h * Math.PI) / 180;
  for (let chroma = c; ; chroma = Math.max(0, chroma - 0.004)) {
    const a = chroma * Math.cos(angle);
    const b = chroma * Math.sin(angle);
    const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const rgb = [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    ];
    if (chroma === 0 || rgb.every((v) => v >= -0.0005 && v <= 1.0005))
      return `#${rgb
        .map((v) =>
          Math.round(toGamma(Math.min(1, Math.max(0, v))) * 255)
            .toString(16)
            .padStart(2, "0"),
        )
        .join("")}`;
  }
}

/** WCAG contrast ratio of two "#rrggbb" colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [r, g, b] = linearRgb(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [light(one), light(other)].toSorted((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function shiftUntil(from: Lch, step: number, against: string): Lch {
  let colour = from;
  while (contrast(toHex(colour), against) < textContrast && colour.l > 0 && colour.l < 1)
    colour = { ...colour, l: Math.min(1, Math.max(0, colour.l + step)) };
  return colour;
}

const isHex = (brand: string) => /^#[0-9a-f]{6}$/i.test(brand);

/** The sentence a settings form shows, or null: a brand must be a colour that white text can nearly stand on. */
export function brandProblem(brand: string): string | null {
  if (!isHex(brand)) return "Write the colour as # and six digits or letters, for example #1f5fbf.";
  if (contrast(brand, lightest) < 3)
    return "This colour is too pale for white text on buttons. Choose a darker shade of it.";
  return null;
}

export const defaultBrand = "#1f5fbf";

/** Every colour derived from a brand; unreadable input falls back to Hub's own blue. */
export function brandColours(brand: string) {
  const base = toLch(isHex(brand) ? brand : defaultBrand);
  const solid = shiftUntil({ ...base, l: Math.max(base.l, 0.3) }, -0.01, lightest);
  const bright = shiftUntil({ l: Math.max(base.l, 0.74), c: Math.min(base.c, 0.13), h: base.h }, 0.01, darkSurface);
  return {
    hue: Math.round((base.h + 360) % 360),
    /** A grey brand has no hue to hint at. */
    hint: base.c < 0.02 ? 0 : 1,
    solid: toHex(solid),
    solidHover: toHex({ ...solid, l: solid.l - 0.05 }),
    text: toHex(shiftUntil({ ...solid, l: Math.min(solid.l, 0.5) }, -0.01, "#eef0f4")),
    tint: toHex({ l: 0.955, c: Math.min(base.c, 0.024), h: base.h }),
    textDark: toHex(bright),
    tintDark: toHex({ l: 0.3, c: Math.min(base.c, 0.05), h: base.h }),
  };
}

const rendered = new Map<string, string>();

/** The rule for the page's one `<style nonce>`: safe to print, since nothing of the input but its colour survives. */
export function brandCss(brand: string): string {
  let css = rendered.get(brand);
  if (css === undefined) {
    const c = brandColours(brand);
    css = `:root{--brand-hue:${c.hue};--brand-hint:${c.hint};--brand-solid:${c.solid};--brand-solid-hover:${c.solidHover};--brand-text:${c.text};--brand-tint:${c.tint};--brand-text-dark:${c.textDark};--brand-tint-dark:${c.tintDark}}`;
    if (rendered.size < 1000) rendered.set(brand, css);
  }
  return css;
}
