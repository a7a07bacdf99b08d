/** The school's letter on its colour: a logo that needs no image. */
export function LetterMark({ letter }: { letter: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-control bg-solid text-18 font-bold text-on-solid"
    >
      {letter}
    </span>
  );
}
