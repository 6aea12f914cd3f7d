import { AutoComplete, type AutoCompleteProps } from 'antd';
import { type ReactElement, useId } from 'react';

interface Suggested {
  readonly value: string;
  readonly label: string;
}

type Props = Omit<AutoCompleteProps<string, Suggested>, 'popupRender' | 'id'> & { readonly id?: string | undefined };

/** While no value is chosen the field names the one before the first, which has to be there. */
const popupOf = (field: string) => (menu: ReactElement) => (
  <>
    {menu}
    <span id={`${field}_list_-1`} hidden />
  </>
);

/** A text field that offers values; any other text may be typed. */
export function Suggest({ id, ...props }: Props) {
  const own = useId();
  const field = id ?? own;
  return <AutoComplete<string, Suggested> {...props} id={field} popupRender={popupOf(field)} />;
}
