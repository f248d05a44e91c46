#include "svg.h"

/*
 * Plain colours twice, since not all viewers know variables: on paper, and on
 * a dark screen.
 */
static const char style[] =
    "<style>\n"
    "text{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue',"
    "'DejaVu Sans',Arial,sans-serif;fill:#1f2933;font-size:12px}\n"
    ".head{font-size:17px;font-weight:600}.sub{fill:#66727f;"
    "font-size:13px}.panel{font-size:13px;font-weight:600}\n"
    ".tick{fill:#66727f;font-size:11px}.t-limit{fill:#4b3bb3;"
    "font-weight:600}\n"
    ".mono{font-size:11px;font-family:ui-monospace,Menlo,Consolas,"
    "'DejaVu Sans Mono',monospace}\n"
    ".paper{fill:#ffffff}.grid{stroke:#e6eaee}.axis{stroke:#66727f}\n"
    ".good{fill:#2a9d8f}.lost{fill:#e4572e}.open{fill:#c3cad2}\n"
    ".c-sent,.c-good,.c-limit{fill:none;stroke-linejoin:round;"
    "stroke-linecap:round}\n"
    ".c-sent{stroke:#8d99a6;stroke-width:1.5}"
    ".c-good{stroke:#2a9d8f;stroke-width:2.5}"
    ".c-limit{stroke:#4b3bb3;stroke-width:2;stroke-dasharray:7 5}\n"
    ".bad0{fill:#2a9d8f}.bad1{fill:#a3b18a}.bad2{fill:#e9c46a}"
    ".bad3{fill:#f4a261}.bad4{fill:#e4572e}\n"
    "@media (prefers-color-scheme:dark){\n"
    "text{fill:#e8ecf0}.sub,.tick{fill:#9aa5b1}.t-limit{fill:#b3a6ff}"
    ".paper{fill:#14181d}.grid{stroke:#2a313a}.axis{stroke:#9aa5b1}"
    ".open{fill:#4a545f}.c-limit{stroke:#b3a6ff}}\n"
    "</style>\n";

static void
escaped(FILE *fp, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", fp);
			break;
		case '<':
			fputs("&lt;", fp);
			break;
		case '>':
			fputs("&gt;", fp);
			break;
		case '"':
			fputs("&quot;", fp);
			break;
		default:
			/* XML has no way to write a control character. */
			putc((unsigned char)*text < 0x20 ? '?' : *text, fp);
		}
}

void
svg_begin(FILE *fp, int width, int height, const char *title)
{
	fprintf(fp,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
	    " width=\"%d\" height=\"%d\" role=\"img\">\n<title>",
	    width, height, width, height);
	escaped(fp, title);
	fprintf(fp, "</title>\n%s", style);
	svg_rect(fp, "paper", 0, 0, width, height);
}

void
svg_end(FILE *fp)
{
	fputs("</svg>\n", fp);
}

void
svg_text(FILE *fp, const char *class, enum svg_anchor anchor, double x,
    double y, const char *text)
{
	static const char *const anchors[] = {
		[SVG_START] = "start",
		[SVG_MIDDLE] = "middle",
		[SVG_END] = "end",
	};

	fprintf(fp,
	    "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">",
	    class, anchors[anchor], x, y);
	escaped(fp, text);
	fputs("</text>\n", fp);
}

void
svg_rect(FILE *fp, const char *class, double x, double y, double width,
    double height)
{
	fprintf(fp,
	    "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
	    "height=\"%.2f\"/>\n",
	    class, x, y, width, height);
}

void
svg_line(
    FILE *fp, const char *class, double x1, double y1, double x2, double y2)
{
	fprintf(fp,
	    "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
	    "y2=\"%.1f\"/>\n",
	    class, x1, y1, x2, y2);
}

void
svg_path_begin(FILE *fp, const char *class, double x, double y)
{
	fprintf(fp, "<path class=\"%s\" d=\"M%.1f %.1f", class, x, y);
}

void
svg_path_to(FILE *fp, double x, double y)
{
	fprintf(fp, "L%.1f %.1f", x, y);
}

void
svg_path_end(FILE *fp)
{
	fputs("\"/>\n", fp);
}

void
svg_hint_begin(FILE *fp, const char *text)
{
	fputs("<g><title>", fp);
	escaped(fp, text);
	fputs("</title>\n", fp);
}

void
svg_hint_end(FILE *fp)
{
	fputs("</g>\n", fp);
}
