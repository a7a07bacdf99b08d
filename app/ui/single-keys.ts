/** Keys that are one letter can be turned off (WCAG 2.1.4): speech input would press them by words. */
const name = "hub.single-keys";

export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    // A browser that keeps nothing for us keeps them on.
    return true;
  }
}

export function turnSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(name);
    else localStorage.setItem(name, "off");
  } catch {
    // The choice lasts as long as nothing can be kept: not at all.
  }
}
