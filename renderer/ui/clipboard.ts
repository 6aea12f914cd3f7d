/**
 * Puts text on the clipboard from a key press or click. The asynchronous clipboard needs a permission that this window refuses to
 * everybody, and Chromium copies only where something is selected: hence the field that exists for the moment of copying.
 */
export function copyText(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'ui-hidden';
  field.setAttribute('aria-hidden', 'true');
  // inside an open dialog only the dialog's own elements can be focused
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.value = text;
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
