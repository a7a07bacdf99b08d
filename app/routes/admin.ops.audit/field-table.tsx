import type { ShownField } from "../../audit-fields";

/** Column by column, before and after. */
export function FieldTable({ caption, fields }: { caption: string; fields: ShownField[] }) {
  if (fields.length === 0) return <p className="text-14 text-muted">A value that is kept secret changed.</p>;
  return (
    <table className="w-full max-w-text border-collapse text-14">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="text-left text-muted">
          <th scope="col" className="w-1/4 py-0.5 pr-3 font-normal">
            Field
          </th>
          <th scope="col" className="py-0.5 pr-3 font-normal">
            Before
          </th>
          <th scope="col" className="py-0.5 font-normal">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name} className="align-baseline">
            <th scope="row" className="py-0.5 pr-3 text-left font-normal text-muted">
              {field.name}
            </th>
            <td className="py-0.5 pr-3 break-words">{field.before}</td>
            <td className="py-0.5 break-words">{field.after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
