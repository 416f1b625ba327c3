// Loaded by pages with maths only.
import 'katex/dist/katex.min.css';
