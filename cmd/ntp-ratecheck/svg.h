/*
 * A few shapes of SVG, written as they come.  Text is escaped; numbers are
 * pixels.  Colours and line styles are classes of the style sheet, for a
 * light and a dark screen.
 */
#ifndef SVG_H
#define SVG_H

#include <stdio.h>

enum svg_anchor {
	SVG_START,
	SVG_MIDDLE,
	SVG_END
};

/* The frame; `title` is what a screen reader says. */
void svg_begin(FILE *fp, int width, int height, const char *title);
void svg_end(FILE *fp);

void svg_text(FILE *fp, const char *class, enum svg_anchor anchor, double x,
    double y, const char *text);
void svg_rect(FILE *fp, const char *class, double x, double y, double width,
    double height);
void svg_line(
    FILE *fp, const char *class, double x1, double y1, double x2, double y2);

/* A line through many points. */
void svg_path_begin(FILE *fp, const char *class, double x, double y);
void svg_path_to(FILE *fp, double x, double y);
void svg_path_end(FILE *fp);

/* What a pointer on the shapes within shows. */
void svg_hint_begin(FILE *fp, const char *text);
void svg_hint_end(FILE *fp);

#endif
