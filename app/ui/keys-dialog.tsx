import { useState } from "react";

import { Modal } from "./modal";
import { singleKeysOn, turnSingleKeys } from "./single-keys";
import type { Place } from "./tenant";
import type { SchoolWords } from "#kernel/school-words";

/** The keys there are, and the switch for those that are one letter. */
export function KeysDialog({ places, words, onClose }: { places: Place[]; words: SchoolWords; onClose: () => void }) {
  const [on, setOn] = useState(singleKeysOn);
  const keys: [keys: string, does: string][] = [
    ["Ctrl K or ⌘ K", `Find a student, ${words.aBatch}, a class, a place`],
    ["/", "Search in this list"],
    ...places.flatMap(({ shortcut, label }): [string, string][] =>
      shortcut ? [[`g ${shortcut}`, `Go to ${label}`]] : [],
    ),
    ["?", "Show these keys"],
  ];
  return (
    <Modal label="Keys" onClose={onClose}>
      <form method="dialog" className="p-5">
        <h2 className="mb-3 text-18 font-bold">Keys</h2>
        <dl className="divide-y divide-line">
          {keys.map(([key, does]) => (
            <div key={key} className="grid grid-cols-[9rem_1fr] gap-x-4 py-1.5">
              <dt>
                <kbd className="font-mono text-14">{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label className="mt-4 flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            className="size-4.5"
            checked={on}
            onChange={(event) => {
              turnSingleKeys(event.currentTarget.checked);
              setOn(event.currentTarget.checked);
            }}
          />
          Use keys that are one letter
        </label>
        <button
          type="submit"
          className="mt-2 min-h-11 rounded-control border border-line-strong bg-raised px-4 font-semibold hover:bg-sunken"
        >
          Close
        </button>
      </form>
    </Modal>
  );
}
