import { StateWord } from "./badge";
import { Card } from "./card";
import { TextLink } from "./text-link";
import type { BadgeText } from "./tenant";

/** One batch's figure with its denominator: "in class 14 of 16 times, 88 %". */
export type AttendanceLine = { id: string; name: string; text: string; note: string | null };

/** One class and its mark: "Mon 23 Nov, AWS-14 · VPC". */
export type MarkLine = { id: string; name: string; href: string; mark: BadgeText; why: string };

/** How often a student came, of how often they could have, batch by batch; for staff the last classes, each with its mark. */
export function AttendanceCard({
  title,
  lines,
  rule,
  marks = [],
}: {
  title: string;
  lines: AttendanceLine[];
  rule?: string;
  marks?: MarkLine[];
}) {
  return (
    <Card title={title}>
      {lines.length === 0 && marks.length === 0 ? (
        <p className="text-muted">No class has been marked yet. Marks come a few minutes after a class has closed.</p>
      ) : (
        <ul className="space-y-2">
          {lines.map((line) => (
            <li key={line.id}>
              <p>
                <span className="font-medium">{line.name}</span>: {line.text}
              </p>
              {line.note ? <p className="text-14 text-muted">{line.note}</p> : null}
            </li>
          ))}
        </ul>
      )}
      {marks.length > 0 ? (
        <details className="mt-2 text-14">
          <summary className="inline-flex min-h-6 cursor-pointer items-center text-muted underline decoration-1 underline-offset-4 pointer-coarse:min-h-11">
            Class by class
          </summary>
          <ul className="mt-1 divide-y divide-line">
            {marks.map((one) => (
              <li key={one.id} className="py-1.5">
                <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <TextLink href={one.href} touch>
                    {one.name}
                  </TextLink>
                  <StateWord {...one.mark} />
                </p>
                <p className="text-muted">{one.why}</p>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {rule ? <p className="mt-3 text-14 text-muted">{rule}</p> : null}
    </Card>
  );
}
