/** Where the window begins: link the engine, read the appearance, show the program. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/parts.css';
import '../styles/screens.css';
import '../ui/toolbar.css';
import { App } from './App.tsx';
import { PreferencesProvider } from './preferences.tsx';
import { startRouter } from './router.ts';
import { linkEngine, shell } from './shell.ts';

async function start(): Promise<void> {
  linkEngine();
  startRouter();
  const initial = await shell.settings();
  const root = document.getElementById('root');
  if (!root) throw new Error('no #root');
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider initial={initial}>
        <App />
      </PreferencesProvider>
    </StrictMode>,
  );
}

void start();
