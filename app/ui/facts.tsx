import type { ReactNode } from "react";

export type Fact = { term: string; text: ReactNode };

/** A definition list: term and text side by side, one above the other on a narrow phone. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="divide-y divide-line">
      {facts.map((fact) => (
        <div key={fact.term} className="grid grid-cols-[7rem_1fr] gap-x-4 py-2 phone:grid-cols-[9rem_1fr]">
          <dt className="text-muted">{fact.term}</dt>
          <dd className="min-w-0">{fact.text}</dd>
        </div>
      ))}
    </dl>
  );
}
