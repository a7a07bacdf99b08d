import { Badge, StateWord } from "#ui/badge";
import { Card } from "#ui/card";
import { Facts } from "#ui/facts";
import type { Fact } from "#ui/facts";
import { TextLink } from "#ui/text-link";
import type { BarAction } from "#ui/action-bar";
import type { BadgeText } from "#app/ui/tenant";

import type { MoneyView } from "./money-card";

export type PlaceView = {
  id: string;
  name: string;
  /** To the batch; null for who may not open it. */
  href: string | null;
  state: BadgeText;
  trainer: string | null;
  /** "Next Mon 23 Nov, 7:30 pm IST", "In class until 9:30 pm" */
  next: string | null;
  text: string;
  withdraw: BarAction | null;
};
export type PlanView = {
  id: string;
  name: string;
  courses: string;
  state: BadgeText;
  /** What the night has not written down yet. */
  written: string | null;
  reason: string | null;
  validity: string;
  ends: string | null;
  pauses: { id: string; text: string; why: string; state: BadgeText }[];
  extensions: { text: string; when: string; why: string }[];
  tasks: string[];
  actions: BarAction[];
  places: PlaceView[];
  money: MoneyView | null;
};

/** One plan: its state, how long it lasts and what has changed it. */
export function PlanCard({ plan }: { plan: PlanView }) {
  const facts: Fact[] = [
    { term: "State", text: <Badge {...plan.state} /> },
    ...(plan.reason ? [{ term: "Because", text: plan.reason }] : []),
    ...(plan.written ? [{ term: "Written down", text: `${plan.written}, until tonight's check` }] : []),
    { term: "Valid", text: plan.ends ? `${plan.validity} · ${plan.ends}` : plan.validity },
    ...(plan.courses ? [{ term: "Courses", text: plan.courses }] : []),
    ...(plan.tasks.length > 0 ? [{ term: "Still to do", text: plan.tasks.join("; ") }] : []),
  ];
  return (
    <Card title={plan.name}>
      <Facts facts={facts} />
      {plan.pauses.length > 0 ? (
        <History title="Pauses">
          {plan.pauses.map((pause) => (
            <li key={pause.id} className="py-1">
              {pause.text} <StateWord {...pause.state} /> <span className="text-muted">· {pause.why}</span>
            </li>
          ))}
        </History>
      ) : null}
      {plan.extensions.length > 0 ? (
        <History title="Extensions">
          {plan.extensions.map((one, at) => (
            <li key={at} className="py-1">
              {one.text}, on {one.when} <span className="text-muted">· {one.why}</span>
            </li>
          ))}
        </History>
      ) : null}
    </Card>
  );
}

function History({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="mt-3 text-14">
      <h3 className="font-semibold">{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}

/** Where the student sits or sat. */
export function PlacesCard({ title, places }: { title: string; places: PlaceView[] }) {
  return (
    <Card title={title}>
      {places.length === 0 ? (
        <p className="text-muted">No place yet. Give one under “What you can do”: it shows where a seat is free.</p>
      ) : (
        <ul className="divide-y divide-line">
          {places.map((place) => (
            <li key={place.id} className="py-2">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                {place.href ? (
                  <TextLink href={place.href}>
                    <span className="font-semibold">{place.name}</span>
                  </TextLink>
                ) : (
                  <span className="font-semibold">{place.name}</span>
                )}
                <StateWord {...place.state} />
              </p>
              <p className="text-14 text-muted">
                {[place.next, place.text, place.trainer ? `with ${place.trainer}` : null].filter(Boolean).join(" · ")}
              </p>
              {place.withdraw ? (
                place.withdraw.unavailable === null ? (
                  <TextLink href={place.withdraw.href} touch>
                    {place.withdraw.label}
                    <span className="sr-only"> from {place.name}</span>
                  </TextLink>
                ) : (
                  <p className="text-14 text-muted">
                    <span aria-disabled="true" className="font-semibold">
                      {place.withdraw.label}
                    </span>
                    : {place.withdraw.unavailable}
                  </p>
                )
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
