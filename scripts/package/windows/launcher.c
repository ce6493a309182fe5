/* huiliu.com: what a terminal finds when somebody types "huiliu". Windows gives a
 * program with a window no terminal and does not wait for it; this one waits, passes
 * the terminal on, and returns the exit code of huiliu.exe beside it. */
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

enum { LONGEST = 32768 };

/* Ctrl+C is for huiliu.exe, which stops its work and then ends. */
static BOOL WINAPI leave_to_child(DWORD event) {
	return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

/* The command line after the name of the program itself. */
static const wchar_t *arguments(const wchar_t *line) {
	BOOL quoted = FALSE;
	for (; *line && (quoted || (*line != L' ' && *line != L'\t')); line++)
		if (*line == L'"') quoted = !quoted;
	return line;
}

int wmain(void) {
	static wchar_t program[LONGEST], line[LONGEST];
	STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
	PROCESS_INFORMATION child;
	DWORD code = 1;
	DWORD n = GetModuleFileNameW(NULL, program, LONGEST);
	const wchar_t *rest = arguments(GetCommandLineW());

	if (n < 4 || n >= LONGEST || wcslen(rest) + n + 3 >= LONGEST) return 1;
	wcscpy(program + n - 4, L".exe");
	wcscpy(line, L"\"");
	wcscat(line, program);
	wcscat(line, L"\"");
	wcscat(line, rest);
	start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
	start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	SetConsoleCtrlHandler(leave_to_child, TRUE);
	if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &child)) {
		const wchar_t *text = L"huiliu.exe is missing beside huiliu.com\r\n";
		DWORD written;
		WriteConsoleW(start.hStdError, text, (DWORD)wcslen(text), &written, NULL);
		return 1;
	}
	WaitForSingleObject(child.hProcess, INFINITE);
	GetExitCodeProcess(child.hProcess, &code);
	return (int)code;
}
