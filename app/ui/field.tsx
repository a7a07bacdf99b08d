import { useId } from "react";
import type { ReactNode } from "react";

import { Icon } from "./icon";

const control = (invalid: boolean) =>
  `block w-full min-h-11 rounded-control border bg-raised px-3 py-2 text-16 text-ink ${invalid ? "border-danger" : "border-line-strong"}`;

type Shared = { name: string; label: string; hint?: string; error: string | null; required?: boolean };
type Described = { id: string; describedBy: string | undefined; invalid: boolean };

/** Label, hint and error tied to one control; the error summary links to it by its name. */
function Field({ label, hint, error, id, children }: Shared & { id: string; children: (d: Described) => ReactNode }) {
  const hintId = useId();
  const errorId = useId();
  const describedBy = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-semibold">
        {label}
      </label>
      {hint ? (
        <p id={hintId} className="mb-2 text-14 text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={errorId} className="mb-2 flex items-start gap-2 font-medium text-danger">
          <span className="mt-0.5">
            <Icon name="octagon-alert" />
          </span>
          <span>
            <span className="sr-only">Error: </span>
            {error}
          </span>
        </p>
      ) : null}
      {children({ id, describedBy, invalid: error !== null })}
    </div>
  );
}

/** The id of a control: its name, with a scope where one page holds several forms. */
export const fieldId = (name: string, scope?: string) => (scope ? `${scope}-${name}` : name);

export function TextField({
  scope,
  type = "text",
  look = "text",
  value,
  autoComplete,
  inputMode,
  pattern,
  maxLength,
  spellCheck,
  ...shared
}: Shared & {
  scope?: string;
  type?: "text" | "email" | "tel" | "url" | "date" | "datetime-local" | "time";
  /** `code` spaces the digits of a one-time code. */
  look?: "text" | "code";
  value?: string;
  autoComplete?: string;
  inputMode?: "numeric" | "decimal" | "email" | "tel" | "url";
  pattern?: string;
  maxLength?: number;
  spellCheck?: boolean;
}) {
  return (
    <Field {...shared} id={fieldId(shared.name, scope)}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          name={shared.name}
          type={type}
          defaultValue={value}
          className={`${control(invalid)} ${look === "code" ? "font-mono text-28 tracking-code" : ""}`}
          autoComplete={autoComplete}
          inputMode={inputMode}
          pattern={pattern}
          maxLength={maxLength}
          spellCheck={spellCheck}
          required={shared.required}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
        />
      )}
    </Field>
  );
}

export function SelectField({
  scope,
  value,
  options,
  ...shared
}: Shared & { scope?: string; value?: string; options: { value: string; label: string }[] }) {
  return (
    <Field {...shared} id={fieldId(shared.name, scope)}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          name={shared.name}
          defaultValue={value}
          className={control(invalid)}
          required={shared.required}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Several lines: topics, days, a message. */
export function TextAreaField({
  scope,
  value,
  rows = 4,
  maxLength,
  ...shared
}: Shared & { scope?: string; value?: string; rows?: number; maxLength?: number }) {
  return (
    <Field {...shared} id={fieldId(shared.name, scope)}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          name={shared.name}
          defaultValue={value}
          rows={rows}
          maxLength={maxLength}
          className={control(invalid)}
          required={shared.required}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
        />
      )}
    </Field>
  );
}

/** One file. What it may hold and how large it may be stands in the hint; its form needs `encType="multipart/form-data"`. */
export function FileField({ scope, accept, ...shared }: Shared & { scope?: string; accept: string }) {
  return (
    <Field {...shared} id={fieldId(shared.name, scope)}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          name={shared.name}
          type="file"
          accept={accept}
          className={`${control(invalid)} file:mr-3 file:rounded-control file:border file:border-solid file:border-line-strong file:bg-sunken file:px-3 file:py-1 file:font-semibold file:text-ink`}
          required={shared.required}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
        />
      )}
    </Field>
  );
}

/** Yes or no: the box stands before its words. */
export function CheckField({
  scope,
  checked = false,
  ...shared
}: Omit<Shared, "required"> & { scope?: string; checked?: boolean }) {
  const id = fieldId(shared.name, scope);
  const hintId = useId();
  return (
    <div className="flex gap-3">
      <input
        id={id}
        type="checkbox"
        name={shared.name}
        value="yes"
        defaultChecked={checked}
        className="mt-1 size-4.5 shrink-0"
        aria-describedby={shared.hint || shared.error ? hintId : undefined}
        aria-invalid={shared.error !== null || undefined}
      />
      <div>
        <label htmlFor={id} className="font-semibold">
          {shared.label}
        </label>
        {shared.hint || shared.error ? (
          <p id={hintId} className={`text-14 ${shared.error ? "font-medium text-danger" : "text-muted"}`}>
            {shared.error ?? shared.hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
