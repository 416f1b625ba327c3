// Loaded by pages with code in their text only.
import '@fontsource-variable/jetbrains-mono/wght.css';
