import { useEffect, useRef } from 'react';

/**
 * A page of the engine as it will be printed. It is parsed into a shadow root: its styles stay inside, and a parsed document runs no script (and the
 * page's policy would refuse it).
 */
export function Preview({ html, label }: { readonly html: string; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    // a parsed style element would be refused for want of a nonce, which is right; as a sheet of this shadow root it reaches nothing else
    const [element = '', styles = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
    const page = new DOMParser().parseFromString(html.replace(element, ''), 'text/html');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(...page.body.children);
  }, [html]);
  return (
    // scrolls by the keyboard
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="report-preview" aria-label={label} tabIndex={0}>
      <div ref={place} />
    </section>
  );
}
