import { useId } from "react";

import { fieldId } from "./field";
import { Icon } from "./icon";

export type Choice = {
  value: string;
  label: string;
  /** What decides, in a few words each. */
  details: string[];
  /** What to think of before choosing it. */
  warning?: string;
  /** Why it cannot be chosen. */
  unavailable?: string;
};

/** One of several things that need more than a name to be told apart. What cannot be chosen stays, with its reason. */
export function ChoiceField({
  scope,
  name,
  label,
  hint,
  error,
  value,
  choices,
}: {
  scope?: string;
  name: string;
  label: string;
  hint?: string;
  error: string | null;
  value?: string;
  choices: Choice[];
}) {
  const id = fieldId(name, scope);
  const told = useId();
  const firstOpen = choices.findIndex((one) => one.unavailable === undefined);
  return (
    <fieldset aria-describedby={hint || error ? told : undefined}>
      <legend className="mb-1 font-semibold">{label}</legend>
      {hint || error ? (
        <p
          id={told}
          className={`mb-2 flex items-start gap-2 ${error ? "font-medium text-danger" : "text-14 text-muted"}`}
        >
          {error ? <Icon name="octagon-alert" /> : null}
          {error ?? hint}
        </p>
      ) : null}
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-raised">
        {choices.map((one, at) => (
          <li key={one.value}>
            <label className="flex min-h-11 gap-3 px-4 py-2 has-checked:bg-brand-tint has-disabled:bg-sunken">
              <input
                id={at === Math.max(0, firstOpen) ? id : undefined}
                type="radio"
                name={name}
                value={one.value}
                defaultChecked={one.value === value}
                disabled={one.unavailable !== undefined}
                required
                className="mt-1 size-4.5 shrink-0"
              />
              <span className="min-w-0">
                <span className={`font-semibold ${one.unavailable ? "text-muted" : ""}`}>{one.label}</span>
                <span className="block text-14 text-muted">{one.details.join(" · ")}</span>
                {one.warning ? (
                  <span className="flex items-start gap-1.5 text-14 font-medium text-attention">
                    <Icon name="triangle-alert" size="small" />
                    {one.warning}
                  </span>
                ) : null}
                {one.unavailable ? <span className="block text-14 text-muted">{one.unavailable}</span> : null}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
