// The button that switches between light and dark. The choice is kept; without one the system's holds.

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

const current = () => document.documentElement.dataset['theme'] ?? (systemIsDark() ? 'dark' : 'light');

export function startThemeButton(button: HTMLButtonElement) {
  const label = () => {
    button.textContent = current() === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to the ${button.textContent.toLowerCase()} theme`);
  };
  button.onclick = () => {
    const theme = current() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Storage may be forbidden: then the choice holds until the page is left.
    }
    label();
    // Canvases read their colours when they draw.
    dispatchEvent(new Event('themechange'));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    label();
    dispatchEvent(new Event('themechange'));
  });
  label();
}
