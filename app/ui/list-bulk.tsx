import { Form } from "@remix-run/react";
import { useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { fieldId } from "./field";
import { HiddenFields } from "./hidden-fields";
import { Icon } from "./icon";
import { plural } from "./plural";

/** One and other: "student", "students". */
type Noun = readonly [one: string, other: string];

/**
 * What can be done with the chosen rows of a list, in a bar that stays in sight: the form which the table's checkboxes
 * belong to. Without scripts it is always there, and the server says when nothing was chosen; with them it comes with
 * the first choice and counts. `total` is null where the filter's rows were not counted to the end.
 */
export function BulkBar(props: BulkBarProps) {
  // Another filter is another choice.
  return <Bar key={props.search} {...props} />;
}

type BulkBarProps = {
  form: string;
  action: string;
  noun: Noun;
  /** Rows on this page. */
  shown: number;
  total: number | null;
  /** The list's own search: what "all of the filter" means. */
  search: string;
  /** "All of the filter" was chosen in the form that was sent back. */
  startsWithAll?: boolean;
  /** The answer is a file or leads elsewhere: a document form, not a fetch. */
  document?: boolean;
  /** The verbs: buttons of name `intent`, with what they need. */
  children: ReactNode;
};

function Bar({
  form,
  action,
  noun,
  shown,
  total,
  search,
  startsWithAll = false,
  document = false,
  children,
}: BulkBarProps) {
  const boxes = useChosen(form);
  const [all, setAll] = useState(startsWithAll);
  const scripted = boxes !== null;
  const chosen = boxes ?? 0;
  return (
    <Form
      id={form}
      method="post"
      action={action}
      reloadDocument={document}
      className={`${scripted ? "sticky" : "desk:sticky"} bottom-0 z-10 -mx-4 border-t border-line bg-raised px-4 py-3 shadow-raised wide:mx-0 wide:rounded-card wide:border ${scripted && chosen === 0 && !all ? "hidden" : ""}`}
    >
      <HiddenFields
        fields={{ filter: search.replace(/^\?/, ""), ...(total === null ? {} : { seen: String(total) }) }}
      />
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-14">
        <output className="font-semibold">
          {scripted ? chosenText(all ? total : chosen, noun) : `Choose ${noun[1]} above, then what to do:`}
        </output>
        {scripted ? (
          <button
            type="button"
            onClick={() => {
              setAll(false);
              chooseAll(form, chosen < shown);
            }}
            className="rounded-control font-medium text-brand underline underline-offset-4 pointer-coarse:min-h-11"
          >
            {chosen < shown ? `Choose this page (${shown})` : "Choose none"}
          </button>
        ) : null}
        {total === null || total > shown ? (
          <label className="flex items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              name="all"
              value="filter"
              checked={all}
              onChange={(event) => setAll(event.currentTarget.checked)}
              className="size-4.5"
            />
            {total === null ? "All of the filter" : `All ${total} of the filter`}
          </label>
        ) : null}
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      </div>
    </Form>
  );
}

/** What a verb of the bar needs to know, in its line: a few characters, with the verb behind and what is wrong below. */
export function BulkField({
  form,
  name,
  label,
  value,
  error,
  maxLength,
  children,
}: {
  form: string;
  name: string;
  label: string;
  value: string;
  error: string | null;
  maxLength: number;
  children: ReactNode;
}) {
  const id = fieldId(name, form);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <input
        id={id}
        name={name}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={error ? `${id}-error` : undefined}
        aria-invalid={error ? true : undefined}
        className={`min-h-8 w-28 rounded-control border bg-raised px-2 text-14 text-ink pointer-coarse:min-h-11 pointer-coarse:text-16 ${error ? "border-danger" : "border-line-strong"}`}
      />
      {children}
      {error ? (
        <p id={`${id}-error`} className="flex w-full items-start gap-2 font-medium text-danger">
          <Icon name="octagon-alert" />
          <span>
            <span className="sr-only">Error: </span>
            {error}
          </span>
        </p>
      ) : null}
    </div>
  );
}

const chosenText = (count: number | null, [one, other]: Noun) =>
  count === null ? `All ${other} of the filter` : `${plural(count, one, other)} chosen`;

/**
 * How many boxes of a form are checked, wherever they stand on the page: read from the boxes themselves, so that Back keeps
 * it. Null until scripts run.
 */
function useChosen(form: string): number | null {
  const count = () => boxesOf(form).filter((box) => box.checked).length;
  return useSyncExternalStore(onAnyChange, count, () => null);
}

function onAnyChange(told: () => void): () => void {
  window.document.addEventListener("change", told);
  return () => window.document.removeEventListener("change", told);
}

function chooseAll(form: string, checked: boolean): void {
  for (const box of boxesOf(form)) box.checked = checked;
  window.document.dispatchEvent(new Event("change"));
}

const boxesOf = (form: string): HTMLInputElement[] =>
  [...window.document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="ids"]')].filter(
    (box) => box.form?.id === form,
  );
