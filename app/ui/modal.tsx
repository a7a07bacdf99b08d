import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

/** A native dialog: the browser keeps the focus in it, Escape closes it, and the focus goes back to where it was. */
export function Modal({ label, onClose, children }: { label: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    // A click beside what it holds lands on the dialog itself.
    const onClick = (event: MouseEvent) => {
      if (event.target === shown) shown?.close();
    };
    shown?.addEventListener("click", onClick);
    return () => shown?.removeEventListener("click", onClick);
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      className="m-auto mt-4 w-full max-w-column rounded-card border border-line-strong bg-raised p-0 text-ink shadow-raised backdrop:bg-ink/40 desk:mt-24"
    >
      {children}
    </dialog>
  );
}
