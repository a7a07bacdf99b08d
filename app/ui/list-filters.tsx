import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { Button } from "./button";
import { fieldId } from "./field";
import { HiddenFields } from "./hidden-fields";
import { Icon } from "./icon";
import { TextLink } from "./text-link";

type Option = { value: string; label: string };
export type ListField =
  | { kind: "search"; name: string; label: string; value: string; hint?: string }
  | { kind: "text"; name: string; label: string; value: string; hint?: string }
  | {
      kind: "select";
      name: string;
      label: string;
      value: string;
      any: string;
      options: Option[];
      /** The value stands there without being asked for: it is no filter. */
      usual?: boolean;
    }
  | { kind: "day"; name: string; label: string; value: string };

/** The key "/" leads here (app/ui/console-keys.tsx). */
export const listSearchId = "list-search";

const control =
  "block w-full min-h-11 rounded-control border border-line-strong bg-raised px-3 text-16 text-ink desk:min-h-9 desk:px-2 desk:text-14 pointer-coarse:min-h-11";

/** As many stand on a phone without taking the list's own place. */
const mostUnfolded = 2;

/**
 * What a list is narrowed down to: a plain GET form, so that the address is the state, with and without scripts. On a
 * phone, where the table has no headers, it says the order too, and all but the search folds away behind how many filter.
 */
export function ListFilters({
  action,
  fields,
  hidden = {},
  sort = "",
  sorts = [],
  clear,
  verb = "Show",
}: {
  action: string;
  fields: ListField[];
  /** What the address says besides, and goes on saying: the tab of a page with several lists. */
  hidden?: Record<string, string>;
  sort?: string;
  sorts?: Option[];
  /** Where nothing is filtered any more; null where nothing is. */
  clear: string | null;
  verb?: string;
}) {
  // What is typed belongs to one answer: another address brings its own values, not those typed before it.
  const shown = JSON.stringify([fields.map(({ value }) => value), sort]);
  const search = fields.filter(({ kind }) => kind === "search");
  const others = fields.filter(({ kind }) => kind !== "search");
  const folds = others.length + (sorts.length > 0 ? 1 : 0) > mostUnfolded;
  const filtering = others.filter((field) => field.value !== "" && !(field.kind === "select" && field.usual)).length;
  return (
    <search>
      <Form key={shown} method="get" action={action} className="mb-4">
        <HiddenFields fields={hidden} />
        <div className="grid grid-cols-2 items-end gap-x-3 gap-y-2 desk:flex desk:flex-wrap">
          {search.map((field) => (
            <Labelled key={field.name} field={field} className="col-span-2 desk:min-w-48 desk:flex-1" />
          ))}
          <Folded count={folds ? filtering : null}>
            {others.map((field) => (
              <Labelled key={field.name} field={field} className="min-w-0 desk:w-34" />
            ))}
            {sorts.length > 0 ? (
              <div className="min-w-0 wide:hidden desk:w-34">
                <label htmlFor={fieldId("sort", "list")} className="mb-1 block text-14 font-semibold">
                  Order
                </label>
                <Select id={fieldId("sort", "list")} name="sort" value={sort} options={sorts} />
              </div>
            ) : null}
          </Folded>
          <div className="col-span-2 flex items-stretch gap-4 desk:min-h-9">
            <Button look="secondary" size="small">
              {verb}
            </Button>
            {clear ? (
              <span className="self-center">
                <TextLink href={clear} touch>
                  Clear filters
                </TextLink>
              </span>
            ) : null}
          </div>
        </div>
      </Form>
    </search>
  );
}

/**
 * Behind one line on a phone. On a desk its content stands open without it, where the browser can show what is folded;
 * where it cannot, the line is there too.
 */
function Folded({ count, children }: { count: number | null; children: ReactNode }) {
  if (count === null) return children;
  return (
    <details className="group col-span-2 desk:contents desk:details-content:contents desk:details-content:[content-visibility:visible]">
      <summary className="flex min-h-11 list-none items-center justify-between gap-3 rounded-control border border-line-strong bg-raised px-3 font-semibold desk:supports-[selector(::details-content)]:hidden">
        {count > 0 ? `Filters (${count})` : "Filters"}
        <span className="text-muted transition-transform group-open:rotate-90">
          <Icon name="chevron-right" />
        </span>
      </summary>
      <div className="grid grid-cols-2 items-end gap-x-3 gap-y-2 pt-2 desk:contents">{children}</div>
    </details>
  );
}

function Labelled({ field, className }: { field: ListField; className: string }) {
  return (
    <div className={className}>
      <label htmlFor={idOf(field)} className="mb-1 block text-14 font-semibold">
        {field.label}
      </label>
      <Control field={field} />
    </div>
  );
}

const idOf = (field: ListField) => (field.kind === "search" ? listSearchId : fieldId(field.name, "list"));

function Control({ field }: { field: ListField }) {
  const id = idOf(field);
  if (field.kind === "select")
    return <Select id={id} {...field} options={[{ value: "", label: field.any }, ...field.options]} />;
  if (field.kind === "day")
    return <input id={id} name={field.name} type="date" defaultValue={field.value} className={control} />;
  return (
    <input
      id={id}
      name={field.name}
      type={field.kind}
      defaultValue={field.value}
      placeholder={field.hint}
      maxLength={100}
      autoComplete="off"
      spellCheck={false}
      className={`${control} placeholder:text-muted`}
    />
  );
}

function Select({ id, name, value, options }: { id: string; name: string; value: string; options: Option[] }) {
  return (
    <select id={id} name={name} defaultValue={value} className={control}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
