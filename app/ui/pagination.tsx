import { TextLink } from "./text-link";

/** Earlier and later pages of a list, as links. */
export function Pagination({ text, previous, next }: { text: string; previous: string | null; next: string | null }) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-x-6 gap-y-2 py-3 text-14">
      <span className="text-muted">{text}</span>
      {previous ? <TextLink href={previous}>Previous page</TextLink> : null}
      {next ? <TextLink href={next}>Next page</TextLink> : null}
    </nav>
  );
}
