import { LinkButton } from "./button";

export type BarAction = {
  label: string;
  href: string;
  /** Why it cannot be done now, in a few words; null when it can. */
  unavailable: string | null;
};

/** What can be done to one thing, in one bar; what cannot be done now stands below, each with its reason. */
export function ActionBar({ title, actions }: { title: string; actions: BarAction[] }) {
  const open = actions.filter((one) => one.unavailable === null);
  const shut = actions.filter((one) => one.unavailable !== null);
  if (actions.length === 0) return null;
  return (
    <section aria-label={title} className="rounded-card border border-line bg-raised px-4 py-3">
      {open.length > 0 ? (
        <ul className="flex flex-wrap gap-2">
          {open.map((one) => (
            <li key={one.label}>
              <LinkButton look="secondary" size="small" href={one.href}>
                {one.label}
              </LinkButton>
            </li>
          ))}
        </ul>
      ) : null}
      {shut.length > 0 ? (
        <ul className={`flex flex-wrap gap-x-4 gap-y-1 text-14 text-muted ${open.length > 0 ? "mt-2" : ""}`}>
          {shut.map((one) => (
            <li key={one.label}>
              <span aria-disabled="true" className="font-semibold">
                {one.label}
              </span>
              : {one.unavailable}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
