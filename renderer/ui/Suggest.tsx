import { AutoComplete, type AutoCompleteProps } from 'antd';
import { useId } from 'react';

interface Suggested {
  readonly value: string;
  readonly label: string;
}

type Props = Omit<AutoCompleteProps<string, Suggested>, 'popupRender' | 'id'> & { readonly id?: string | undefined };

/** A text field that offers values; any other text may be typed. */
export function Suggest({ id, ...props }: Props) {
  const own = useId();
  const field = id ?? own;
  return (
    <AutoComplete<string, Suggested>
      {...props}
      id={field}
      // while no value is chosen the field names the one before the first, which has to be there
      popupRender={(menu) => (
        <>
          {menu}
          <span id={`${field}_list_-1`} hidden />
        </>
      )}
    />
  );
}
