/**
 * What somebody reads out to support: the last twelve characters of the request's id, which are its random ones, picked
 * up whole by one click. The whole id is what hovering shows.
 */
export function RequestNumber({ id }: { id: string }) {
  return (
    <span title={id} className="font-mono whitespace-nowrap text-ink select-all">
      {id.slice(-12)}
    </span>
  );
}
