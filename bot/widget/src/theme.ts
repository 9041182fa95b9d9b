/** Light or dark: what the script's tag says, else the DSFR setting of the page, else the person's own. */

const DARK = "(prefers-color-scheme: dark)";

/** Keep `root` in the theme; returns how to stop. */
export function followTheme(root: HTMLElement, wanted: string | null): () => void {
  const page = document.documentElement;
  const dark = matchMedia(DARK);
  const apply = () => {
    const set = wanted === "light" || wanted === "dark" ? wanted : page.getAttribute("data-fr-theme");
    root.dataset["theme"] = set === "light" || set === "dark" ? set : dark.matches ? "dark" : "light";
  };
  const watch = new MutationObserver(apply);
  watch.observe(page, { attributes: true, attributeFilter: ["data-fr-theme"] });
  dark.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    dark.removeEventListener("change", apply);
  };
}
