; Setup for one person, without administrator rights. Built by scripts/package/windows.sh.
Target amd64-unicode
Unicode true
!include "MUI2.nsh"
!include "LogicLib.nsh"
!define ID "Huiliu"
!define CLASSES "Software\Classes"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

Name "$(NAME)"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "Software\${ID}" "InstallDir"
SetCompressor /SOLID lzma
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Huiliu"
VIAddVersionKey "FileDescription" "Huiliu setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT License"

!define MUI_ICON "huiliu.ico"
!define MUI_UNICON "huiliu.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\huiliu.exe"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(KEEPS)"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"
LangString NAME ${LANG_SIMPCHINESE} "回流 Huiliu"
LangString NAME ${LANG_ENGLISH} "Huiliu"
LangString TERMINAL ${LANG_SIMPCHINESE} "回流 命令行"
LangString TERMINAL ${LANG_ENGLISH} "Huiliu terminal"
LangString PROJECT ${LANG_SIMPCHINESE} "回流项目"
LangString PROJECT ${LANG_ENGLISH} "Huiliu project"
LangString RUNNING ${LANG_SIMPCHINESE} "回流正在运行。请先关闭它的窗口，再点“重试”。"
LangString RUNNING ${LANG_ENGLISH} "Huiliu is running. Close its window, then press Retry."
LangString KEEPS ${LANG_SIMPCHINESE} "将从这台电脑卸载程序。您的项目和设置会保留在 $LOCALAPPDATA\huiliu。"
LangString KEEPS ${LANG_ENGLISH} "This removes the program. Your projects and settings stay in $LOCALAPPDATA\huiliu."

!ifdef SIGN
!finalize '${SIGN} "%1"' = 0
!uninstfinalize '${SIGN} "%1"' = 0
!endif

; Refuses to go on while the program runs: its file could not be replaced.
!macro WAIT_UNTIL_CLOSED
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\huiliu.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\huiliu.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 2
    Quit
  ${Loop}
!macroend

Section
  !insertmacro WAIT_UNTIL_CLOSED
  SetOutPath "$INSTDIR"
  File "huiliu.exe"
  File "huiliu.com"
  File "huiliu.ico"
  File "LICENSES.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\${ID}"
  CreateShortCut "$SMPROGRAMS\${ID}\$(NAME).lnk" "$INSTDIR\huiliu.exe"
  CreateShortCut "$SMPROGRAMS\${ID}\$(TERMINAL).lnk" "$SYSDIR\cmd.exe" '/K "set PATH=$INSTDIR;%PATH%&& huiliu help"' "$INSTDIR\huiliu.exe"

  WriteRegStr HKCU "${CLASSES}\.huiliu" "" "Huiliu.Project"
  WriteRegStr HKCU "${CLASSES}\Huiliu.Project" "" "$(PROJECT)"
  WriteRegStr HKCU "${CLASSES}\Huiliu.Project\DefaultIcon" "" "$INSTDIR\huiliu.ico"
  WriteRegStr HKCU "${CLASSES}\Huiliu.Project\shell\open\command" "" '"$INSTDIR\huiliu.exe" open "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "Software\${ID}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "$(NAME)"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\huiliu.ico"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "Huiliu"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro WAIT_UNTIL_CLOSED
  Delete "$INSTDIR\huiliu.exe"
  Delete "$INSTDIR\huiliu.com"
  Delete "$INSTDIR\huiliu.ico"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${ID}\*.lnk"
  RMDir "$SMPROGRAMS\${ID}"
  RMDir /r "$APPDATA\fyne\cn.huiliu.desktop" ; the toolkit's own folders
  RMDir "$APPDATA\fyne"
  RMDir /r "$LOCALAPPDATA\fyne\cn.huiliu.desktop"
  RMDir "$LOCALAPPDATA\fyne"
  DeleteRegKey HKCU "${CLASSES}\.huiliu"
  DeleteRegKey HKCU "${CLASSES}\Huiliu.Project"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "Software\${ID}"
SectionEnd
