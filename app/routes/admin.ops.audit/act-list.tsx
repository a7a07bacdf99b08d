import { TextLink } from "#ui/text-link";
import { plural } from "#app/ui/plural";
import type { ShownField } from "../../audit-fields";

import { FieldTable } from "./field-table";

export type ShownAct = {
  id: string;
  text: string;
  when: string;
  why: string | null;
  /** What it is where it changed nothing: a reading, a sign-in, an export. */
  kind: string | null;
  /** Everything the same request did. */
  request: string | null;
  records: { id: string; href: string; title: string; fields: ShownField[] }[];
};

/** What was done, newest first: a sentence, its moment and reason, and beneath it what it changed. */
export function ActList({ acts }: { acts: ShownAct[] }) {
  return (
    <ol className="divide-y divide-line border-y border-line">
      {acts.map((act) => (
        <li key={act.id} className="py-2">
          <p>{act.text}</p>
          <div className="flex flex-wrap items-baseline gap-x-3 text-14 text-muted">
            <p>
              {act.when}
              {act.why ? ` · ${act.why}` : ""}
            </p>
            {act.kind ? <p>{act.kind}</p> : null}
            {act.request ? (
              <TextLink href={act.request} quiet touch>
                same request
              </TextLink>
            ) : null}
            <details className="open:basis-full">
              <summary className="inline-flex min-h-6 cursor-pointer items-center rounded-control underline decoration-1 underline-offset-4 pointer-coarse:min-h-11">
                {plural(act.records.length, "record", "records")}
                <span className="sr-only">: {act.text}</span>
              </summary>
              <ul className="mt-1 mb-2 space-y-3 border-l-2 border-line pl-4 text-ink">
                {act.records.map((record) => (
                  <li key={record.id}>
                    <TextLink href={record.href} touch>
                      {record.title}
                    </TextLink>
                    <FieldTable caption={record.title} fields={record.fields} />
                  </li>
                ))}
              </ul>
            </details>
          </div>
        </li>
      ))}
    </ol>
  );
}
