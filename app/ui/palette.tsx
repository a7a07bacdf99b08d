import { Link, useFetcher, useNavigate } from "@remix-run/react";
import { useEffect, useId, useState } from "react";
import type { KeyboardEvent } from "react";

import { paths } from "#app/paths";
import type { SchoolWords } from "#kernel/school-words";

import { StateWord } from "./badge";
import type { FoundGroup, FoundItem } from "./found-groups";
import { Modal } from "./modal";

/** A list of options that go somewhere: no element means this, so their meaning is written out. */
const meaning = {
  list: { role: "listbox" },
  group: { role: "group" },
  option: { role: "option" },
} as const;

type Answer = { view: { text: string; groups: FoundGroup[] } };
/** Between two letters of somebody who types on; after this the question goes out. */
const pauseMs = 120;

/** Find anything by typing: arrows choose, Enter goes there, Escape closes. It asks the page of the same name. */
export function Palette({ words, onClose }: { words: SchoolWords; onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { load, data, state } = useFetcher<Answer>();
  const navigate = useNavigate();
  const listId = useId();
  useEffect(() => {
    const timer = setTimeout(() => load(`${paths.find()}?q=${encodeURIComponent(text.trim())}`), text ? pauseMs : 0);
    return () => clearTimeout(timer);
  }, [text, load]);
  const groups = data?.view.groups ?? [];
  const items = groups.flatMap((group) => group.items);
  const active = Math.min(at, items.length - 1);
  const optionId = (item: FoundItem) => `${listId}-${item.key}`;
  // What is shown may answer an older text: Enter waits for the present one.
  const isCurrent = state === "idle" && data?.view.text === text.trim();

  const go = (item: FoundItem | undefined) => {
    if (!item) return;
    onClose();
    navigate(item.href);
  };
  const move = (to: number) => {
    const next = (to + items.length) % Math.max(1, items.length);
    setAt(next);
    const item = items[next];
    if (item) document.getElementById(optionId(item))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Enter") {
      if (isCurrent) go(items[active]);
    } else return;
    event.preventDefault();
  };
  return (
    <Modal label="Find" onClose={onClose}>
      <input
        type="search"
        role="combobox"
        aria-label={`Find a student, ${words.aBatch}, a class, a place`}
        aria-expanded={items.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={items[active] ? optionId(items[active]) : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={`A student, ${words.aBatch}, a class, a place`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="block min-h-13 w-full rounded-card border-b border-line bg-raised px-4 text-18 placeholder:text-muted"
      />
      <div id={listId} {...meaning.list} aria-label="Found" className="max-h-96 overflow-y-auto p-2">
        {groups.map((group) => (
          <div key={group.title} {...meaning.group} aria-label={group.title}>
            <p aria-hidden="true" className="px-2 pt-2 pb-1 text-14 font-semibold text-muted">
              {group.title}
            </p>
            {group.items.map((item) => (
              <Option
                key={item.key}
                id={optionId(item)}
                item={item}
                active={item === items[active]}
                onChoose={onClose}
              />
            ))}
          </div>
        ))}
      </div>
      <output className="block px-4 pb-3 text-14 text-muted">
        {items.length > 0 || !isCurrent ? (
          <span className="sr-only">{items.length} found</span>
        ) : (
          "Nothing is like that."
        )}
      </output>
    </Modal>
  );
}

/** A link all the same, so that it opens in a new tab where somebody asks for one. */
function Option({
  id,
  item,
  active,
  onChoose,
}: {
  id: string;
  item: FoundItem;
  active: boolean;
  onChoose: () => void;
}) {
  return (
    <Link
      {...meaning.option}
      id={id}
      to={item.href}
      tabIndex={-1}
      aria-selected={active}
      onClick={onChoose}
      className="flex min-h-9 items-center justify-between gap-4 rounded-control px-2 hover:bg-sunken aria-selected:bg-brand-tint pointer-coarse:min-h-11"
    >
      <span className="min-w-0 truncate">
        {item.label} <span className="text-14 text-muted">{item.detail}</span>
      </span>
      {item.state ? (
        <span className="shrink-0 text-14">
          <StateWord {...item.state} />
        </span>
      ) : null}
    </Link>
  );
}
