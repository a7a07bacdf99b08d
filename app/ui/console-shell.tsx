import { Form, Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import { paths } from "#app/paths";

import { Button } from "./button";
import { ConsoleKeys } from "./console-keys";
import { Icon } from "./icon";
import { LetterMark } from "./letter-mark";
import { mainId, SkipLink } from "./skip-link";
import { SupportLine } from "./support-card";
import type { Place, Tenant } from "./tenant";

/** Who is signed in, and the form that signs them out. */
export type ConsolePerson = { name: string; role: string; signOutAction: string };

/** Dense work: places in a rail on the left, in a strip on top where there is no room for a rail. */
export function ConsoleShell({
  tenant,
  places,
  person,
  children,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  children: ReactNode;
}) {
  return (
    <div className="min-h-dvh wide:grid wide:grid-cols-[12.5rem_minmax(0,1fr)]">
      <SkipLink />
      <header className="border-b border-line bg-raised print:hidden wide:sticky wide:top-0 wide:flex wide:h-dvh wide:flex-col wide:gap-4 wide:border-r wide:border-b-0 wide:p-3">
        <div className="flex items-center justify-between gap-3 px-4 pt-2 wide:px-1">
          <Link to={places[0]?.href ?? "/"} className="flex min-h-11 min-w-0 items-center gap-2.5 rounded-control">
            <LetterMark letter={tenant.letter} />
            <span className="line-clamp-2 leading-tight font-semibold">{tenant.name}</span>
          </Link>
        </div>
        {places.some(({ href }) => href === paths.students()) ? (
          <div className="px-4 pt-2 wide:px-0 wide:pt-0">
            <ConsoleKeys places={places} words={tenant.words} />
          </div>
        ) : null}
        <Places places={places} />
        <Person person={person} className="hidden border-t border-line px-1 pt-3 wide:block" />
      </header>
      <div className="min-w-0">
        <main id={mainId} tabIndex={-1} className="mx-auto max-w-console px-4 pt-5 pb-10 wide:px-5">
          {children}
        </main>
        <footer className="mx-auto max-w-console space-y-4 px-4 pb-10 wide:px-5 print:hidden">
          <SupportLine tenant={tenant} />
          <Person person={person} className="wide:hidden" />
        </footer>
      </div>
    </div>
  );
}

function Places({ places }: { places: Place[] }) {
  const strip = useRef<HTMLElement>(null);
  const current = places.find((place) => place.current)?.href;
  // On a phone the strip is longer than the screen: where one is should be in sight.
  useEffect(() => {
    const link = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && link) strip.current.scrollLeft = link.offsetLeft - 16;
  }, [current]);
  return (
    <nav
      ref={strip}
      aria-label="Places"
      className="relative overflow-x-auto px-2 pt-1 pb-2 wide:flex-1 wide:overflow-y-auto wide:px-0"
    >
      <ul className="flex gap-1 wide:flex-col">
        {places.map((place) => (
          <li key={place.href}>
            <Link
              to={place.href}
              aria-current={place.current ? "page" : undefined}
              className="flex min-h-11 items-center gap-2.5 rounded-control px-3 whitespace-nowrap text-muted hover:bg-sunken hover:text-ink aria-[current]:bg-brand-tint aria-[current]:font-semibold aria-[current]:text-brand wide:min-h-9"
            >
              <Icon name={place.icon} />
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Person({ person, className }: { person: ConsolePerson; className: string }) {
  return (
    <div className={className}>
      <p className="truncate font-semibold">{person.name}</p>
      <p className="text-14 text-muted">{person.role}</p>
      <Form method="post" action={person.signOutAction} className="mt-2">
        <Button look="secondary" size="small" icon="log-out">
          Sign out
        </Button>
      </Form>
    </div>
  );
}
