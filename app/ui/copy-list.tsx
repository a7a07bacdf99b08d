import { useId } from "react";

/** Lines to take along into a message: one field that holds them all, so that one key selects them. */
export function CopyList({ label, lines }: { label: string; lines: string[] }) {
  const id = useId();
  return (
    <details className="group rounded-card border border-line bg-raised px-4">
      <summary className="flex min-h-11 items-center font-semibold text-brand wide:min-h-9 pointer-coarse:min-h-11">
        {label}
      </summary>
      <div className="pb-4">
        <label htmlFor={id} className="mb-1 block text-14 text-muted">
          Select all of it and copy.
        </label>
        <textarea
          id={id}
          readOnly
          value={lines.join("\n")}
          rows={Math.min(12, Math.max(3, lines.length))}
          className="block w-full rounded-control border border-line-strong bg-sunken px-3 py-2 font-mono text-14 text-ink"
        />
      </div>
    </details>
  );
}
