/** How far long work has come, in words and as a bar; `hint` says what that means for who waits. */
export function Progress({ text, hint, done, total }: { text: string; hint: string; done: number; total: number }) {
  return (
    <div className="mb-6 rounded-card border border-line bg-raised p-4">
      <output className="mb-2 block font-semibold">{text}</output>
      <progress className="h-2 w-full accent-solid" value={done} max={Math.max(1, total)} aria-label={text} />
      <p className="mt-2 text-14 text-muted">{hint}</p>
    </div>
  );
}
