import { Link, useNavigate } from "@remix-run/react";
import { lazy, Suspense, useEffect, useState } from "react";

import { paths } from "#app/paths";
import type { SchoolWords } from "#kernel/school-words";

import { Icon } from "./icon";
import { listSearchId } from "./list-filters";
import { singleKeysOn } from "./single-keys";
import type { Place } from "./tenant";

// Asked for when it is first opened: no page waits for it.
const Palette = lazy(() => import("./palette").then((module) => ({ default: module.Palette })));
const KeysDialog = lazy(() => import("./keys-dialog").then((module) => ({ default: module.KeysDialog })));

type Open = "palette" | "keys" | null;

/**
 * Find, and the keys for what is done a hundred times a day: Ctrl+K or Cmd+K opens the palette, "/" goes to the list's own
 * search, "g" and a letter to a place, "?" shows them all. Never while somebody types. Without scripts it is a link.
 */
export function ConsoleKeys({ places, words }: { places: Place[]; words: SchoolWords }) {
  const [open, setOpen] = useState<Open>(null);
  const navigate = useNavigate();
  useEffect(() => {
    let gone = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen("palette");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !singleKeysOn()) return;
      if (event.key === "?") setOpen("keys");
      else if (event.key === "/") {
        event.preventDefault();
        const search = document.getElementById(listSearchId);
        if (search instanceof HTMLInputElement) {
          search.focus();
          search.select();
        } else setOpen("palette");
      } else if (event.key === "g") gone = event.timeStamp;
      else if (event.timeStamp - gone < 1500) {
        gone = 0;
        const place = places.find(({ shortcut }) => shortcut === event.key);
        if (place) navigate(place.href);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [places, navigate]);
  const close = () => setOpen(null);
  return (
    <>
      <Link
        to={paths.find()}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={(event) => {
          // A new tab, for example, stays the browser's.
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          setOpen("palette");
        }}
        className="flex min-h-11 items-center gap-2.5 rounded-control border border-line-strong px-3 text-muted hover:bg-sunken hover:text-ink wide:min-h-9"
      >
        <Icon name="search" />
        Find
        <kbd className="ml-auto hidden font-sans text-14 wide:inline" aria-hidden="true">
          Ctrl K
        </kbd>
      </Link>
      <Suspense>
        {open === "palette" ? <Palette words={words} onClose={close} /> : null}
        {open === "keys" ? <KeysDialog places={places} words={words} onClose={close} /> : null}
      </Suspense>
    </>
  );
}

/** Where a letter is a letter, and in a dialog, which has keys of its own. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("dialog")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
