/*
 * Five symbols DuckDB's static libraries expect of the newer C runtime. With a
 * compiler for that runtime (_UCRT) they exist already and nothing is defined here.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>
#include <wchar.h>

int winshim_linked = 1;

#ifndef _UCRT

/* The names and the offset of the system's time zone are reached through import
 * pointers to accessor functions; ICU asks for them once. */
static char **zone_names(void) { return _tzname; }
static long *zone_offset(void) { return &_timezone; }
void *__imp___tzname = (void *)zone_names;
void *__imp___timezone = (void *)zone_offset;

/* Bounded printing as vsnprintf_s does it: -1 when the text did not fit. */
int __stdio_common_vsnprintf_s(unsigned long long options, char *out, size_t size,
                               size_t most, const char *format, void *locale, va_list args) {
	size_t room = most == (size_t)-1 || most >= size ? size : most + 1;
	int n;
	(void)options;
	(void)locale;
	if (out == NULL || size == 0) return -1;
	n = __mingw_vsnprintf(out, room, format, args);
	if (n >= 0 && (size_t)n < room) return n;
	out[room - 1] = 0;
	return -1;
}

/* The same for wide characters; ICU prints whole numbers with it. */
int __stdio_common_vswprintf(unsigned long long options, wchar_t *out, size_t size,
                             const wchar_t *format, void *locale, va_list args) {
	int n;
	(void)options;
	(void)locale;
	if (out == NULL || size == 0) return -1;
	n = _vsnwprintf(out, size, format, args);
	if (n >= 0 && (size_t)n < size) return n;
	out[size - 1] = 0;
	return -1;
}

/* streambuf::seekpos: mbstate_t is a struct in the newer headers and an int in the
 * older ones, so the mangled names differ; fpos is 16 bytes passed by reference in both. */
__asm__(
	".text\n"
	".globl _ZNSt15basic_streambufIcSt11char_traitsIcEE7seekposESt4fposI9_MbstatetESt13_Ios_Openmode\n"
	"_ZNSt15basic_streambufIcSt11char_traitsIcEE7seekposESt4fposI9_MbstatetESt13_Ios_Openmode:\n"
	"jmp _ZNSt15basic_streambufIcSt11char_traitsIcEE7seekposESt4fposIiESt13_Ios_Openmode\n"
);
#endif
