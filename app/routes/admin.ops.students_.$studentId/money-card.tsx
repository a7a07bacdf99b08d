import { StateWord } from "#ui/badge";
import { Card } from "#ui/card";
import { Icon } from "#ui/icon";
import { TextLink } from "#ui/text-link";
import type { BarAction } from "#ui/action-bar";
import type { BadgeText } from "#app/ui/tenant";

export type EntryView = {
  id: string;
  kind: string;
  amount: string;
  state: BadgeText;
  people: string;
  why: string | null;
  /** Waits for a second person: the way there, or why not this one. */
  verify: BarAction | null;
  reverse: BarAction | null;
};
export type MoneyView = {
  state: BadgeText;
  keptOut: boolean;
  lines: { term: string; text: string }[];
  entries: EntryView[];
};

/** What a plan costs, what came, and every entry behind it. */
export function MoneyCard({ title, money }: { title: string; money: MoneyView }) {
  return (
    <Card title={title} aside={<StateWord {...money.state} />}>
      {money.keptOut ? (
        <p className="mb-1 flex items-center gap-2 font-medium text-attention">
          <Icon name="triangle-alert" size="small" />
          Kept out of class until this is settled
        </p>
      ) : null}
      <dl className="text-14">
        {money.lines.map((line) => (
          <div
            key={line.term}
            className="flex justify-between gap-4 py-0.5 last:mt-1 last:border-t last:border-line last:pt-1.5 last:font-semibold"
          >
            <dt className="text-muted">{line.term}</dt>
            <dd>{line.text}</dd>
          </div>
        ))}
      </dl>
      {money.entries.length === 0 ? (
        <p className="mt-2 text-14 text-muted">Nothing is recorded yet. “Record money” writes the first entry.</p>
      ) : (
        <ul className="mt-2 divide-y divide-line border-t border-line-strong text-14">
          {money.entries.map((entry) => (
            <li key={entry.id} className="py-2">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="font-semibold">{entry.kind}</span>
                <span className="font-semibold">{entry.amount}</span>
              </p>
              <p className="flex flex-wrap items-baseline gap-x-3">
                <StateWord {...entry.state} />
                <Do action={entry.verify} />
                <Do action={entry.reverse} />
              </p>
              <p className="text-muted">{entry.people}</p>
              {entry.why ? <p className="text-muted">{entry.why}</p> : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Do({ action }: { action: BarAction | null }) {
  if (!action) return null;
  if (action.unavailable !== null)
    return (
      <span className="text-muted">
        <span aria-disabled="true" className="font-semibold">
          {action.label}
        </span>
        : {action.unavailable}
      </span>
    );
  return (
    <TextLink href={action.href} touch>
      {action.label}
    </TextLink>
  );
}
