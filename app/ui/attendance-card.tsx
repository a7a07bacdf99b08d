import { Card } from "./card";

/** One batch's figure with its denominator: "in class 14 of 16 times, 88 %". */
export type AttendanceLine = { id: string; name: string; text: string; note: string | null };

/** How often a student came, of how often they could have, batch by batch. */
export function AttendanceCard({ title, lines, rule }: { title: string; lines: AttendanceLine[]; rule?: string }) {
  return (
    <Card title={title}>
      {lines.length === 0 ? (
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
      {rule ? <p className="mt-3 text-14 text-muted">{rule}</p> : null}
    </Card>
  );
}
