import { Icon } from "./icon";
import { TextLink } from "./text-link";

/** Over every page that is somebody else's: whose it is, that nothing works, and the way out. Stays in sight. */
export function ViewingBanner({ student, backHref }: { student: string; backHref: string }) {
  return (
    <aside
      aria-label="Viewing as a student"
      className="sticky top-0 z-20 border-b-2 border-attention bg-attention-tint text-ink"
    >
      <div className="mx-auto flex max-w-column flex-wrap items-center gap-x-4 px-4 py-2">
        <span className="text-attention">
          <Icon name="triangle-alert" />
        </span>
        <p className="min-w-0 flex-1">
          <strong>You see what {student} sees.</strong> You can look around; nothing can be sent.
        </p>
        <TextLink href={backHref} tall>
          Stop viewing
        </TextLink>
      </div>
    </aside>
  );
}
