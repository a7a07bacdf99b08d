import { TextLink } from "./text-link";

/** Below a list: how many there are, the first page and the next. Pages are found by the last row seen, so none is numbered. */
export function ListPages({ text, first, next }: { text: string; first: string | null; next: string | null }) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-x-6 gap-y-2 py-3 text-14">
      <span className="text-muted">{text}</span>
      {first ? (
        <TextLink href={first} touch>
          First page
        </TextLink>
      ) : null}
      {next ? (
        <TextLink href={next} touch>
          Next page
        </TextLink>
      ) : null}
    </nav>
  );
}
