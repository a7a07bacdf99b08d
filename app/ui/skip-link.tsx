export const mainId = "main";

/** The first stop of the keyboard: past the places, to the page itself. */
export function SkipLink() {
  return (
    <a
      href={`#${mainId}`}
      className="sr-only rounded-control bg-raised px-4 py-3 font-semibold text-brand focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20"
    >
      Skip to the page
    </a>
  );
}
